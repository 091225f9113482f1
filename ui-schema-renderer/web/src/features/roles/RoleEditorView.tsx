import { Search } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { StoredRole } from '@/api/roles';
import { placeErrors } from '@/features/designer/draft/errors';
import { RejectionNotice, useErrorText } from '@/features/designer/RejectionNotice';
import { pluralOf } from '@/schema/labels';
import { useLocale, useText } from '@/shared/i18n';
import { useEvent } from '@/shared/lib/hooks';
import { Button } from '@/shared/ui/Button';
import { Switch } from '@/shared/ui/Checkbox';
import { ConfirmDialog } from '@/shared/ui/Dialog';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { EmptyState, Notice } from '@/shared/ui/States';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import page from '@/features/administration/Administration.module.css';
import { useApp } from '@/views/AppContext';
import { LeaveGuard } from '@/views/form/LeaveGuard';
import { PageHeader } from '@/views/PageHeader';
import { BackToRoles } from './BackToRoles';
import { ConflictNotice } from './ConflictNotice';
import { placesOf } from './draft/roleDraft';
import { Matrix } from './Matrix';
import styles from './Roles.module.css';
import { useRoleEditor, type Outcome } from './useRoleEditor';
import { useRoleUsers } from './useRoleUsers';

/** A role while it is changed: what it is called, and what it allows. */
export function RoleEditorView({ loaded }: { loaded: StoredRole }) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const usersOf = useRoleUsers();
  const editor = useRoleEditor(loaded);
  const { draft, body, isChanged, busy, rejection, conflict, change } = editor;
  const [search, setSearch] = useState('');
  const [onlyOwn, setOnlyOwn] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const [target, setTarget] = useState<{ object: string } | null>(null);
  const [isAsking, setAsking] = useState(false);
  const scroll = useRef<HTMLDivElement>(null);
  const hasChanges = useEvent(() => isChanged);
  const errors = placeErrors(rejection, body, rejection ? placesOf(body) : []);
  const textAt = useErrorText(errors);
  const users = usersOf(draft.name);

  const sorted = useMemo(
    () =>
      model.objects
        .map((object) => ({ object, label: pluralOf(object, locale) }))
        .sort((a, b) => a.label.localeCompare(b.label, locale)),
    [model, locale],
  );
  const words = search.trim().toLowerCase();
  const shown = useMemo(
    () =>
      sorted
        .filter(({ object, label }) =>
          `${label} ${object.label} ${object.name}`.toLowerCase().includes(words),
        )
        .map(({ object }) => object),
    [sorted, words],
  );
  const objects = onlyOwn ? shown.filter((object) => draft.objects[object.name]) : shown;
  const wrong = rejection
    ? sorted.filter(({ object }) => errors.below(`/objects/${object.name}`) > 0)
    : [];

  const show = (object: string) => {
    setSearch('');
    setOnlyOwn(false);
    setOpen(object);
    setTarget({ object });
  };

  const showWhatIsWrong = useEvent(() => {
    const first = wrong[0]?.object.name;
    if (first === undefined) {
      scroll.current?.scrollTo({ top: 0 });
      scroll.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
    } else {
      show(first);
    }
  });

  useEffect(() => {
    if (rejection) {
      showWhatIsWrong();
    }
  }, [rejection, showWhatIsWrong]);

  const tell = (outcome: Outcome | null) => {
    if (outcome === 'saved') {
      toast(t('roles.saved', { role: body.label }));
    } else if (outcome === 'merged') {
      toast(t('roles.conflict.merged'));
    } else if (outcome === 'conflict') {
      scroll.current?.scrollTo({ top: 0 });
    }
  };

  return (
    <>
      <PageHeader
        title={draft.label || draft.name}
        before={<BackToRoles />}
        aside={<code className={styles.code}>{draft.name}</code>}
        actions={
          <>
            <span className={styles.unsaved} role="status">
              {isChanged && t('roles.unsaved')}
            </span>
            <Button disabled={!isChanged || busy} onClick={() => setAsking(true)}>
              {t('common.discard')}
            </Button>
            <Button
              variant="primary"
              busy={busy}
              disabled={!isChanged || conflict !== null}
              onClick={() => void editor.save().then(tell)}
            >
              {t('common.save')}
            </Button>
          </>
        }
      />
      <div className={styles.scroll} ref={scroll}>
        <div className={page.page}>
          <RejectionNotice rejection={rejection} errors={errors} />
          {conflict && (
            <ConflictNotice
              conflict={conflict}
              busy={busy}
              onResolve={(lastWord) => void editor.resolve(lastWord).then(tell)}
            />
          )}
          {wrong.length > 0 && (
            <Notice kind="danger">
              {t('roles.wrong', { count: wrong.length })}{' '}
              <span className={styles.actions}>
                {wrong.slice(0, 20).map(({ object, label }) => (
                  <Button key={object.name} size="sm" onClick={() => show(object.name)}>
                    {label}
                  </Button>
                ))}
              </span>
            </Notice>
          )}
          <div className={styles.head}>
            <FieldFrame label={t('roles.label')} required error={textAt('/label')}>
              <TextInput
                maxLength={200}
                value={draft.label}
                onChange={(label) => change((role) => ({ ...role, label }))}
              />
            </FieldFrame>
            <FieldFrame label={t('roles.description')} error={textAt('/description')}>
              <TextInput
                maxLength={1000}
                value={draft.description ?? ''}
                onChange={(description) => change((role) => ({ ...role, description }))}
              />
            </FieldFrame>
          </div>
          {users !== undefined && <p className={page.muted}>{t('roles.has', { count: users })}</p>}
          <p className={page.lead}>{t('roles.rightsHelp')}</p>
          <div className={page.toolbar}>
            <Switch checked={onlyOwn} onChange={setOnlyOwn}>
              {t('roles.onlyOwn')}
            </Switch>
            <div>
              <TextInput
                type="search"
                before={<Search size={15} />}
                aria-label={t('roles.search')}
                placeholder={t('roles.search')}
                value={search}
                onChange={setSearch}
              />
            </div>
          </div>
          <Matrix
            editor={editor}
            objects={objects}
            errors={errors}
            open={open}
            onOpen={setOpen}
            target={target}
            scroll={scroll}
          />
          {objects.length === 0 && (
            <EmptyState
              icon={Search}
              title={t(model.objects.length === 0 ? 'roles.noObjects' : 'common.nothingFound')}
              small
            />
          )}
        </div>
      </div>
      <LeaveGuard when={hasChanges} />
      <ConfirmDialog
        open={isAsking}
        title={t('roles.discardTitle')}
        description={t('roles.discardText')}
        action={t('common.discard')}
        onConfirm={() => {
          editor.discard();
          setAsking(false);
        }}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
