import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import styles from './Tabs.module.css';

interface TabsProps<V extends string> {
  value: V;
  onChange: (value: V) => void;
  label: string;
  tabs: {
    value: V;
    label: string;
    count?: number | undefined;
    /** Whether what was typed into its panel outlives a look at another tab. */
    keepMounted?: boolean;
    panel: ReactNode;
  }[];
}

export function Tabs<V extends string>({ value, onChange, label, tabs }: TabsProps<V>) {
  return (
    <Base.Root value={value} onValueChange={onChange} className={styles.root}>
      <Base.List className={styles.list} aria-label={label}>
        {tabs.map((tab) => (
          <Base.Tab key={tab.value} value={tab.value} className={styles.tab}>
            {tab.label}
            {tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
          </Base.Tab>
        ))}
        <Base.Indicator className={styles.indicator} />
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel
          key={tab.value}
          value={tab.value}
          keepMounted={tab.keepMounted ?? false}
          className={styles.panel}
        >
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}

interface SegmentedProps<V extends string> {
  value: V;
  onChange: (value: V) => void;
  label: string;
  options: { value: V; label: string; icon?: ReactNode }[];
}

/** A small choice of which all options are seen at once. */
export function Segmented<V extends string>({
  value,
  onChange,
  label,
  options,
}: SegmentedProps<V>) {
  return (
    <div className={styles.segmented} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          className={styles.segment}
          onClick={() => onChange(option.value)}
        >
          {option.icon}
          {option.label}
        </button>
      ))}
    </div>
  );
}
