import type { ChannelOut, ChannelTypeOut, ContactOut, DeliveryOut, FeedOut, NotifyReceiver, NotifyStep, QuietHours, NotifyRuleOut } from '../../../api/generated';
import type { JsonObject, Severity } from '../../../api/types';

export type Channel = Omit<ChannelOut, 'settings' | 'quiet'> & { settings: JsonObject; quiet: Required<QuietHours> };
export type ChannelType = Omit<ChannelTypeOut, 'schema'> & { schema: JsonObject };
export type Contact = ContactOut;
export type Delivery = DeliveryOut;
export type Feed = FeedOut;
export type ToKind = NotifyReceiver['kind'];
export interface To { kind: ToKind; id: string }
export type RuleStep = Omit<Required<NotifyStep>, 'to'> & { to: To[] };
export interface RuleConditions {
  about: ('alert' | 'incident')[]; minimum: Severity; kinds: string[]; tools: string[]; area: [number, number][]; shown_only: boolean;
}
export type Rule = Omit<NotifyRuleOut, 'conditions' | 'steps' | 'enabled'> & { enabled: boolean; conditions: RuleConditions; steps: RuleStep[] };
export interface ChannelDraft {
  name: string; type: string; settings: JsonObject; enabled: boolean; locale: string; quiet: Required<QuietHours>; most_per_hour: number;
}
export interface RuleDraft { name: string; enabled: boolean; conditions: RuleConditions; steps: RuleStep[] }

/** What the screen shows on its left. */
export type View = 'out' | 'rules' | 'people' | 'messages' | 'feeds';
export const VIEWS: View[] = ['out', 'rules', 'people', 'messages', 'feeds'];
