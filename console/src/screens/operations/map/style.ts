/* The base map's style for a theme, with our own layers laid under the names. */

import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Palette } from './palette';

const read = new Map<string, Promise<StyleSpecification>>();

/** Address of a theme's style; each theme has its own. */
function addressOf(theme: string): string {
  return `/maps/style-${theme === 'light' || theme === 'night' ? theme : 'dark'}.json`;
}

/** Fetch a style once; a failed read may be tried again. */
export function baseStyle(theme: string): Promise<StyleSpecification> {
  const address = addressOf(theme);
  let found = read.get(address);
  if (!found) {
    found = fetch(address).then(async (answer) => {
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      return (await answer.json()) as StyleSpecification;
    });
    found.catch(() => read.delete(address));
    read.set(address, found);
  }
  return found;
}

export interface OwnData {
  areas: GeoJSON.FeatureCollection;
  flows: GeoJSON.FeatureCollection;
  views: GeoJSON.FeatureCollection;
}

export const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

function bySeverity(values: Record<string, string>): ExpressionSpecification {
  return [
    'match',
    ['get', 'severity'],
    'critical',
    values.critical!,
    'high',
    values.high!,
    'medium',
    values.medium!,
    values.low!,
  ] as ExpressionSpecification;
}

/** Areas, fields of view and flows: few, so MapLibre draws them, under the labels. */
function ownLayers(palette: Palette, font: string[]): LayerSpecification[] {
  return [
    {
      id: 'own-view',
      type: 'fill',
      source: 'own-views',
      filter: ['!', ['get', 'blind']],
      minzoom: 14.6,
      paint: { 'fill-color': palette.sensor, 'fill-opacity': 0.13 },
    },
    {
      id: 'own-view-blind',
      type: 'fill',
      source: 'own-views',
      filter: ['get', 'blind'],
      minzoom: 14.6,
      paint: { 'fill-pattern': 'own-hatch', 'fill-opacity': 0.75 },
    },
    {
      id: 'own-area',
      type: 'fill',
      source: 'own-areas',
      paint: { 'fill-color': bySeverity(palette.fill), 'fill-opacity': 0.14 },
    },
    {
      id: 'own-area-edge',
      type: 'line',
      source: 'own-areas',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': bySeverity(palette.fill), 'line-width': 1.6, 'line-dasharray': [4, 2.6] },
    },
    {
      id: 'own-flow',
      type: 'line',
      source: 'own-flows',
      filter: ['==', ['geometry-type'], 'LineString'],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': palette.strong, 'line-width': ['get', 'width'], 'line-opacity': 0.9 },
    },
    {
      id: 'own-flow-head',
      type: 'symbol',
      source: 'own-flows',
      filter: ['==', ['get', 'part'], 'head'],
      layout: {
        'icon-image': 'own-arrow',
        'icon-rotate': ['get', 'bearing'],
        'icon-rotation-alignment': 'map',
        'icon-allow-overlap': true,
        'icon-size': ['get', 'size'],
      },
    },
    {
      id: 'own-flow-figure',
      type: 'symbol',
      source: 'own-flows',
      filter: ['==', ['get', 'part'], 'figure'],
      layout: {
        'text-field': ['get', 'figure'],
        'text-font': font,
        'text-size': 12,
        'text-allow-overlap': true,
        'text-offset': [0, -1],
      },
      paint: { 'text-color': palette.strong, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
    },
  ];
}

/** The whole style: base, our sources with their present data, our layers before the first name. */
export function compose(base: StyleSpecification, palette: Palette, data: OwnData): StyleSpecification {
  const names = base.layers.findIndex((layer) => layer.type === 'symbol');
  const at = names < 0 ? base.layers.length : names;
  const named = base.layers.find((layer) => layer.id === 'city' && layer.type === 'symbol');
  const font = (named?.type === 'symbol' ? named.layout?.['text-font'] : undefined) as string[] | undefined;
  const own = ownLayers(palette, font ?? ['sans-serif']);
  // Figures and heads stand over the names, which then keep out of their way.
  const over = own.filter((layer) => layer.type === 'symbol');
  const under = own.filter((layer) => layer.type !== 'symbol');
  return {
    ...base,
    sources: {
      ...base.sources,
      'own-areas': { type: 'geojson', data: data.areas },
      'own-flows': { type: 'geojson', data: data.flows },
      'own-views': { type: 'geojson', data: data.views },
    },
    layers: [...base.layers.slice(0, at), ...under, ...base.layers.slice(at), ...over],
  };
}
