import { queryOptions } from '@tanstack/react-query';
import { api } from '../../../api/client';
import type { Channel, ChannelDraft, ChannelType, Contact, Delivery, Feed, Rule, RuleDraft } from './types';

const EVERY = 5000;

/** Everything of this screen is kept under one key, so that one act renews all of it. */
export const CHANNELS = ['channels'];

export const channelsQuery = queryOptions({
  queryKey: [...CHANNELS, 'list'],
  queryFn: ({ signal }) => api.get<Channel[]>('/channels', {}, signal),
  refetchInterval: EVERY,
});

export const typesQuery = (locale: string) =>
  queryOptions({
    queryKey: ['channel-types', locale],
    queryFn: ({ signal }) => api.get<ChannelType[]>('/channel-types', {}, signal),
    staleTime: Infinity,
  });

export const rulesQuery = (locale: string) =>
  queryOptions({ queryKey: [...CHANNELS, 'rules', locale], queryFn: ({ signal }) => api.get<Rule[]>('/channels/rules', {}, signal) });

export const contactsQuery = queryOptions({
  queryKey: [...CHANNELS, 'contacts'],
  queryFn: ({ signal }) => api.get<Contact[]>('/channels/contacts', {}, signal),
  retry: false,
});

export const feedsQuery = (locale: string) =>
  queryOptions({ queryKey: [...CHANNELS, 'feeds', locale], queryFn: ({ signal }) => api.get<Feed[]>('/feeds', {}, signal), refetchInterval: EVERY });

export const messagesQuery = (channel: string, state: string) =>
  queryOptions({
    queryKey: [...CHANNELS, 'messages', channel, state],
    queryFn: async ({ signal }) => (await api.get<{ items: Delivery[] }>('/channels/deliveries', { channel, state, limit: 50 }, signal)).items,
    refetchInterval: EVERY,
  });

/** What a channel is changed from: secrets are empty, which keeps them. */
export function draftOf(channel: Channel): ChannelDraft {
  const { name, type, settings, enabled, locale, quiet, most_per_hour } = channel;
  return { name, type, settings, enabled, locale, quiet, most_per_hour };
}

/** What a rule is changed from. */
export function ruleDraft({ name, enabled, conditions, steps }: Rule): RuleDraft {
  return { name, enabled, conditions, steps };
}

/** A rule to begin with: high alerts, at once over the first channel. */
export function newRule(channel: string): RuleDraft {
  return {
    name: '', enabled: true,
    conditions: { about: ['alert'], minimum: 'high', kinds: [], tools: [], area: [], shown_only: true },
    steps: [{ after_s: 0, channel, to: [{ kind: 'desk', id: '' }] }],
  };
}
