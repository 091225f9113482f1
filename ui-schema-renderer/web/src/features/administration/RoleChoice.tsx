import { useText } from '@/shared/i18n';
import { Checkbox } from '@/shared/ui/Checkbox';
import styles from './Administration.module.css';
import { roleHelp, withRole } from './userDraft';
import { useRoles } from './useRoles';

interface RoleChoiceProps {
  chosen: string[];
  disabled?: boolean;
  error: string | undefined;
  onChange: (roles: string[]) => void;
}

/** Chooses the roles of somebody, and says what they come to. */
export function RoleChoice({ chosen, disabled = false, error, onChange }: RoleChoiceProps) {
  const t = useText();
  return (
    <fieldset className={styles.choices}>
      <legend>{t('users.roleChoice')}</legend>
      {useRoles().map((role) => (
        <Checkbox
          key={role.name}
          checked={chosen.includes(role.name)}
          disabled={disabled}
          onChange={(has) => onChange(withRole(chosen, role.name, has))}
        >
          {role.label}
        </Checkbox>
      ))}
      <p className={styles.muted}>{error ?? t(`users.roleHelp.${roleHelp(chosen)}`)}</p>
    </fieldset>
  );
}
