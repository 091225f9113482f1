import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import type { Job } from '@/api/types';
import { pluralOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { useEvent } from '@/shared/lib/hooks';
import { remember } from '@/shared/lib/storage';
import { useApp } from '@/views/AppContext';
import { makeColumns } from '@/views/list/columns';
import { FilterBar } from '@/views/list/filter/FilterBar';
import { ColumnsMenu } from '@/views/list/ColumnsMenu';
import { RecordGrid } from '@/views/list/RecordGrid';
import { useCellEdits } from '@/views/list/useCellEdits';
import { useListState } from '@/views/list/useListState';
import { useRecordList } from '@/views/list/useRecordList';
import { RecordLinksHost } from '@/views/record/RecordLinksHost';
import { ExportMenu, ImportLink } from './ExportMenu';
import { ListHeader } from './ListHeader';
import { ListFailure, ListLoading, NoMatch, NoRecords } from './ListStates';
import styles from './List.module.css';
import { MassProgress } from './MassProgress';
import { SelectionBar } from './SelectionBar';
import { usePanel } from './usePanel';
import { ViewActions } from './ViewActions';
import { ViewTabs } from './ViewTabs';

const loadPanel = () => import('@/views/record/RecordPanel');
const RecordPanel = lazy(loadPanel);

const NOTHING: ReadonlySet<string> = new Set();

export function ObjectList({ object }: { object: ObjectDefinition }) {
  const t = useText();
  const locale = useLocale();
  const { me, model } = useApp();
  const state = useListState(me.tenant.slug, object);
  const [selection, setSelection] = useState<ReadonlySet<string>>(NOTHING);
  const [massJob, setMassJob] = useState<Job | null>(null);
  const edits = useCellEdits(model, object);
  const { panel, open, create, close } = usePanel(model, object);

  const columns = useMemo(
    () => makeColumns(model, object, state.columns, state.widths, locale, t),
    [model, object, state.columns, state.widths, locale, t],
  );
  const { list, rows, total } = useRecordList(model, object, columns, state.filter, state.sort);

  useEffect(() => {
    remember(`last.${me.tenant.slug}`, object.name);
    // The form is on its way before anybody asks for it.
    const timer = setTimeout(() => void loadPanel(), 1500);
    return () => clearTimeout(timer);
  }, [me.tenant.slug, object.name]);

  const asked = `${state.filter}\n${state.view?.name ?? ''}`;
  const [askedBefore, setAskedBefore] = useState(asked);
  if (asked !== askedBefore) {
    // What is no longer in the list must not be deleted with it.
    setAskedBefore(asked);
    setSelection(NOTHING);
  }

  const more = useEvent(() => {
    if (list.hasNextPage && !list.isFetchingNextPage) {
      void list.fetchNextPage();
    }
  });

  const label = pluralOf(object, locale);
  const openId = panel?.object.name === object.name ? panel.id : null;
  const at = rows.findIndex((row) => row.id === openId);
  const isEmpty = list.data !== undefined && rows.length === 0 && !list.isPlaceholderData;

  return (
    <RecordLinksHost onOpen={open}>
      <div className={styles.page}>
        <div className={styles.list}>
          <ListHeader object={object} total={total} onCreate={create} />
          <div className={styles.bar}>
            <ViewTabs object={object} current={state.view?.name ?? null} />
            <div className={styles.barActions}>
              <ViewActions object={object} state={state} />
              <ImportLink object={object} />
              <ExportMenu object={object} state={state} />
              <ColumnsMenu
                model={model}
                object={object}
                columns={state.columns}
                onChange={state.setColumns}
              />
            </div>
          </div>
          <div className={styles.filter}>
            <FilterBar
              model={model}
              object={object}
              expression={state.filter}
              error={list.error}
              onChange={state.setFilter}
            />
          </div>
          {list.error && !list.data ? (
            <ListFailure error={list.error} state={state} onRetry={() => void list.refetch()} />
          ) : !list.data ? (
            <ListLoading />
          ) : isEmpty && state.filter === '' ? (
            <NoRecords object={object} onCreate={create} />
          ) : isEmpty ? (
            <NoMatch onClear={() => state.setFilter('')} />
          ) : (
            <RecordGrid
              model={model}
              object={object}
              columns={columns}
              rows={rows}
              total={total}
              label={label}
              sort={state.sort}
              isStale={list.isPlaceholderData}
              hasMore={list.hasNextPage}
              onMore={more}
              selection={selection}
              onSelect={setSelection}
              openId={openId}
              edits={edits}
              onSort={state.setSort}
              onHide={(path) =>
                state.columns.length > 1 &&
                state.setColumns(state.columns.filter((other) => other !== path))
              }
              onResize={state.setWidth}
              onOpen={(id) => open(object.name, id)}
              onClose={close}
            />
          )}
          {selection.size > 0 && (
            <SelectionBar
              object={object}
              rows={rows}
              selection={selection}
              filter={state.filter}
              total={total ?? rows.length}
              onStarted={setMassJob}
              onClear={() => setSelection(NOTHING)}
              onDeleted={(ids) => openId && ids.includes(openId) && close()}
            />
          )}
          {massJob && selection.size === 0 && (
            <MassProgress
              key={massJob.id}
              object={object}
              started={massJob}
              onStarted={setMassJob}
              onClose={() => setMassJob(null)}
            />
          )}
        </div>
        {panel && (
          <Suspense>
            <RecordPanel
              key={panel.object.name}
              object={panel.object}
              id={panel.id}
              onClose={close}
              onOpen={(id) => open(panel.object.name, id)}
              onCreated={(id, another) => !another && open(object.name, id)}
              previous={at > 0 ? rows[at - 1]?.id : undefined}
              next={at >= 0 ? rows[at + 1]?.id : undefined}
            />
          </Suspense>
        )}
      </div>
    </RecordLinksHost>
  );
}
