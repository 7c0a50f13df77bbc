import type { WarningContent, WarningOut, WarningPersonOut, WarningWords } from '../../api/generated';
import type { Locale } from '../../api/types';

export type Words = Required<WarningWords>;
export type Person = WarningPersonOut;
export type Ring = [number, number][];
export type Content = Omit<Required<WarningContent>, 'texts' | 'ring'> & { texts: Record<Locale, Words>; ring: Ring };
export type Warning = Omit<WarningOut, 'content'> & { content: Content };

export const CATEGORIES: Content['category'][] = ['Safety', 'Fire', 'Env', 'Met', 'Health', 'Security', 'Transport', 'Infra', 'Rescue', 'Geo', 'CBRNE', 'Other'];
export const URGENCIES: Content['urgency'][] = ['Immediate', 'Expected', 'Future', 'Unknown'];
export const SEVERITIES: Content['severity'][] = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'];
export const CERTAINTIES: Content['certainty'][] = ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'];
export const RESPONSES: Content['responses'] = ['Shelter', 'Evacuate', 'Avoid', 'Prepare', 'Execute', 'Monitor', 'AllClear'];
export const FIELDS = ['event', 'headline', 'description', 'instruction', 'area'] as const;
