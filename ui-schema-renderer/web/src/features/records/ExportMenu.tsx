import { Download, FileBraces, FileSpreadsheet, FileText, Upload } from 'lucide-react';
import { useState } from 'react';
import { EXPORT_FORMATS, saveExport, type ExportFormat } from '@/api/exports';
import type { ObjectDefinition } from '@/schema/metadata';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { ButtonLink } from '@/shared/ui/ButtonLink';
import { Menu, MenuItem } from '@/shared/ui/Menu';
import { useApp } from '@/views/AppContext';
import { NEWEST_FIRST, type ListState } from '@/views/list/useListState';
import { importPath } from '@/views/paths';
import { useTellProblem } from '@/views/useTellProblem';

const ICONS = { xlsx: FileSpreadsheet, csv: FileText, ndjson: FileBraces };

/** Takes the records out as one sees them: these columns, this filter, this order. */
export function ExportMenu({ object, state }: { object: ObjectDefinition; state: ListState }) {
  const t = useText();
  const tell = useTellProblem();
  const { me, model } = useApp();
  const [busy, setBusy] = useState(false);

  const save = async (format: ExportFormat) => {
    setBusy(true);
    try {
      await saveExport(object.name, format, {
        fields: state.columns.flatMap((path) => model.requested(object, path)),
        filter: state.filter,
        sort: state.sort.length > 0 ? state.sort : [NEWEST_FIRST],
      });
    } catch (error) {
      tell(error);
    } finally {
      setBusy(false);
    }
  };

  if (!me.permissions.objects?.[object.name]?.export) {
    return null;
  }
  return (
    <Menu
      align="end"
      trigger={
        <Button variant="ghost" size="sm" icon={<Download />} busy={busy}>
          {t('list.export')}
        </Button>
      }
    >
      {EXPORT_FORMATS.map((format) => {
        const Icon = ICONS[format];
        return (
          <MenuItem key={format} icon={<Icon />} onSelect={() => void save(format)}>
            {t(`list.exportAs.${format}`)}
          </MenuItem>
        );
      })}
    </Menu>
  );
}

/** The way to where records are brought in. */
export function ImportLink({ object }: { object: ObjectDefinition }) {
  const t = useText();
  return useApp().me.permissions.objects?.[object.name]?.import ? (
    <ButtonLink to={importPath(object.name)} variant="ghost" size="sm" icon={<Upload />}>
      {t('list.import')}
    </ButtonLink>
  ) : null;
}
