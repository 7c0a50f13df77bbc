import { useNavigate } from '@tanstack/react-router';
import { useLayoutEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog, Icon, Kbd, useKeys } from '../ui';
import { rank, type Entry } from './palette-entries';
import { closeFloating, openPalette, useFloating } from './palette-state';
import { useEntries } from './usePaletteEntries';

const AT_MOST = 12;

/** `/`: go to a screen, a tool, a sensor or an alert, or do something, by typing. */
export function Palette() {
  const { t } = useTranslation('shell');
  const open = useFloating() === 'palette';
  useKeys(
    [
      { id: 'palette', keys: '/', group: 'go', label: t('palette.title'), run: openPalette },
      { id: 'palette.ctrl', keys: 'ctrl+k', group: 'go', label: t('palette.title'), run: openPalette, inFields: true, hidden: true },
    ],
    [t],
  );
  return (
    <Dialog open={open} onClose={closeFloating} title={t('palette.title')} size={620}>
      {open && <List />}
    </Dialog>
  );
}

function List() {
  const { t } = useTranslation('shell');
  const go = useNavigate();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const entries = useEntries(text);
  const found = useMemo(() => rank(entries, text).slice(0, AT_MOST), [entries, text]);
  useLayoutEffect(() => setAt(0), [text]);
  const take = (entry: Entry | undefined) => {
    if (!entry) return;
    closeFloating();
    if (entry.to) void go({ to: entry.to, search: entry.search ?? {} });
    else entry.run?.();
  };
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((now) => Math.max(0, Math.min(found.length - 1, now + step)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      take(found[at]);
    }
  };
  return (
    <div className="palette">
      <label className="palette-in">
        <Icon name="search" size={16} />
        <input
          autoFocus
          data-autofocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={move}
          placeholder={t('palette.hint')}
          role="combobox"
          aria-label={t('palette.title')}
          aria-expanded={found.length > 0}
          aria-controls="palette-list"
          aria-activedescendant={found[at] ? `palette-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
        />
      </label>
      <div id="palette-list" role="listbox" aria-label={t('palette.title')}>
        {found.map((entry, place) => (
          <div
            key={entry.id}
            id={`palette-${place}`}
            role="option"
            aria-selected={place === at}
            className={place === at ? 'on' : ''}
            onPointerMove={() => setAt(place)}
            onClick={() => take(entry)}
          >
            <Icon name={entry.icon} size={16} />
            <span className="name">{entry.name}</span>
            <span className="meta">{entry.note ?? t(`palette.${entry.group}`)}</span>
            {entry.keys && <Kbd keys={entry.keys} />}
          </div>
        ))}
      </div>
      {!found.length && <p className="meta palette-none" role="status">{t('palette.none', { text })}</p>}
    </div>
  );
}
