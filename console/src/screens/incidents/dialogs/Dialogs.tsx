import type { IncidentDetail, Link } from '../types';
import { ReasonDialog } from './ReasonDialog';
import { MergeDialog } from './MergeDialog';
import { ShareDialog } from './ShareDialog';
import { SplitDialog } from './SplitDialog';
import { UnlinkDialog } from './UnlinkDialog';

/** Which dialog is open, and what it is about. */
export type Open = { dialog: 'share' | 'merge' | 'split' | 'close' | 'reopen' } | { dialog: 'unlink'; link: Link };

/** The dialogs of an incident, at most one of them. */
export function Dialogs({ open, incident, onClose }: { open: Open | null; incident: IncidentDetail; onClose: () => void }) {
  switch (open?.dialog) {
    case 'share':
      return <ShareDialog incident={incident} onClose={onClose} />;
    case 'merge':
      return <MergeDialog incident={incident} onClose={onClose} />;
    case 'split':
      return <SplitDialog incident={incident} onClose={onClose} />;
    case 'close':
    case 'reopen':
      return <ReasonDialog incident={incident} what={open.dialog} onClose={onClose} />;
    case 'unlink':
      return <UnlinkDialog incident={incident} link={open.link} onClose={onClose} />;
    default:
      return null;
  }
}
