import { takes, unfit, type Arguments, type Library } from './arguments';
import { Exact, HALF_AWAY, number } from './numbers';
import { Composite, placeAt, type Value } from './values';

/** The earth's mean diameter in metres; distances are on a sphere of that size. */
const DIAMETER = 12_742_017.6;

/** What the server keeps of a binary float before it rounds. */
const FLOAT_DIGITS = 15;

function radians(place: Composite): { lat: number; lng: number } {
  const of = (degrees: Value | undefined) =>
    degrees instanceof Exact ? Number(degrees.toFixed()) * (Math.PI / 180) : unfit();
  return { lat: of(place.parts['lat']), lng: of(place.parts['lng']) };
}

/** The way along a great circle by the haversine formula, in whole metres. */
function distance(start: Composite, end: Composite): Exact {
  const [from, to] = [radians(start), radians(end)];
  const haversine =
    Math.sin((to.lat - from.lat) / 2) ** 2 +
    Math.cos(from.lat) * Math.cos(to.lat) * Math.sin((to.lng - from.lng) / 2) ** 2;
  const metres = DIAMETER * Math.asin(Math.min(1, Math.sqrt(haversine)));
  return number(metres.toPrecision(FLOAT_DIGITS)).round(0, HALF_AWAY);
}

function distanceOf(given: Arguments): Value {
  const from = given.at(0);
  const to = placeAt(given.number(1), given.number(2));
  return from instanceof Composite ? to && distance(from, to) : unfit();
}

export const PLACE_FUNCTIONS: Library = {
  point: takes(2, (a) => placeAt(a.number(0), a.number(1))),
  distance: takes(3, distanceOf),
};
