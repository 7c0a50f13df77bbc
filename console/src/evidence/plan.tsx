import { useTranslation } from 'react-i18next';
import { useWidth } from './chart';
import { fit, pathOf, type Ground } from './ground';
import type { ViewProps } from './types';
import type { PlanEvidence } from './types';

const HEIGHT = 190;
type Place = [number, number];

function placesOf(geometry: GeoJSON.Geometry): Place[] {
  switch (geometry.type) {
    case 'Point':
      return [geometry.coordinates as Place];
    case 'LineString':
    case 'MultiPoint':
      return geometry.coordinates as Place[];
    case 'Polygon':
    case 'MultiLineString':
      return geometry.coordinates.flat() as Place[];
    case 'MultiPolygon':
      return geometry.coordinates.flat(2) as Place[];
    case 'GeometryCollection':
      return geometry.geometries.flatMap(placesOf);
  }
}

/** A numbered post; `bearing` (degrees from north) is the one way it sends people. */
function Post({ ground, feature, name }: { ground: Ground; feature: GeoJSON.Feature<GeoJSON.Point>; name: string }) {
  const [x, y] = [ground.x(feature.geometry.coordinates[0]!), ground.y(feature.geometry.coordinates[1]!)];
  const bearing = feature.properties?.bearing as number | undefined;
  return (
    <g transform={`translate(${x} ${y})`}>
      {typeof bearing === 'number' && <path className="way" d="M0-9V-19M-4-15 0-20 4-15" transform={`rotate(${bearing})`} />}
      <circle className="post" r={8} />
      <text className="postname" y={3.5}>{name}</text>
    </g>
  );
}

/** Evidence of kind `plan`: areas and ways, posts with numbers, and the orders in words. */
export function PlanView({ evidence }: ViewProps<PlanEvidence>) {
  const { t } = useTranslation('evidence');
  const [box, width] = useWidth();
  const features = evidence.geojson?.features ?? [];
  const places = features.flatMap((feature) => (feature.geometry ? placesOf(feature.geometry) : []));
  const posts = features.filter((feature): feature is GeoJSON.Feature<GeoJSON.Point> => feature.geometry?.type === 'Point');
  const ground = places.length > 0 ? fit(places, Math.max(width, 100), HEIGHT, 26) : null;
  return (
    <figure className="planview">
      <div ref={box} className="ground" style={{ height: HEIGHT }}>
        {width > 0 && ground && (
          <svg width={width} height={HEIGHT} role="img" aria-label={`${evidence.title}: ${t('plan.posts', { count: posts.length })}`}>
            {features.map((feature, at) => {
              const geometry = feature.geometry;
              if (geometry?.type === 'Polygon') return <path key={`${at}p`} className="zone" d={pathOf(ground, geometry.coordinates[0] as Place[], true)} />;
              if (geometry?.type === 'LineString') return <path key={`${at}l`} className="route" d={pathOf(ground, geometry.coordinates as Place[])} />;
              return null;
            })}
            {posts.map((feature, at) => <Post key={`${at}post`} ground={ground} feature={feature} name={String(feature.properties?.post ?? at + 1)} />)}
          </svg>
        )}
      </div>
      <ol className="orders">
        {evidence.orders.map((order) => <li key={order}>{order}</li>)}
      </ol>
      <figcaption className="meta">{evidence.title}</figcaption>
    </figure>
  );
}
