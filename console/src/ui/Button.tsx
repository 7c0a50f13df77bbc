import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Icon } from './Icon';
import type { IconName } from './icons';
import { Kbd } from './Kbd';

/** `plain` is grey, `pri` the one main act of a panel, `line` has an edge only, `danger` stops things, `quiet` has no ground. */
export type ButtonKind = 'plain' | 'pri' | 'line' | 'danger' | 'quiet';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: ButtonKind;
  small?: boolean;
  icon?: IconName;
  /** The key that does the same, as `Kbd` takes it. */
  keys?: string;
  /** The act is under way: the button keeps its width and takes no second press. */
  busy?: boolean;
  children?: ReactNode;
}

const CLASS: Record<ButtonKind, string> = { plain: '', pri: 'pri', line: 'line', danger: 'danger', quiet: 'q' };

/** A button of the console. Without children it is square and needs `aria-label`. */
export function Button(props: ButtonProps) {
  const { kind = 'plain', small, icon, keys, busy, children, className, type = 'button', ...rest } = props;
  const square = children === undefined || children === null;
  const classes = ['btn', CLASS[kind], small ? 'sm' : '', square ? 'sq' : '', className ?? ''];
  return (
    <button
      {...rest}
      type={type}
      className={classes.filter(Boolean).join(' ')}
      aria-busy={busy || undefined}
      disabled={rest.disabled || busy}
    >
      {icon && <Icon name={icon} size={small ? 14 : 16} />}
      {children}
      {keys && <Kbd keys={keys} />}
    </button>
  );
}
