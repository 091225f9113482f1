import type { FieldValue } from './records';

/** A place as people edit it; degrees are texts, because they are exact. */
export interface GeoPoint {
  lat: string;
  lng: string;
}

/** The place in a value, which holds it as the JSON of an answer. */
export function geoPointOf(value: FieldValue): GeoPoint | null {
  if (typeof value !== 'string' || value === '') {
    return null;
  }
  try {
    const { lat, lng } = JSON.parse(value) as Partial<GeoPoint>;
    return { lat: String(lat ?? ''), lng: String(lng ?? '') };
  } catch {
    return null;
  }
}

export function geoPointValue(point: GeoPoint): FieldValue {
  return point.lat.trim() === '' && point.lng.trim() === '' ? null : JSON.stringify(point);
}

/** A place as the JSON of a request, its degrees digit by digit. */
export function writeGeoPoint(value: string): string {
  const point = geoPointOf(value);
  const degrees = (text: string) => (/^-?\d+(\.\d+)?$/.test(text) ? text : JSON.stringify(text));
  return point
    ? `{"lat":${degrees(point.lat)},"lng":${degrees(point.lng)}}`
    : JSON.stringify(value);
}
