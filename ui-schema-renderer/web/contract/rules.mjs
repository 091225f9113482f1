// The rules of the two linters that do not hold here, each with the reason. All others do, warnings like errors.
export const REDOCLY = {};

export const SPECTRAL = {
  // The summary of most operations says all that there is to say; a description that repeats it says less.
  'operation-description': 'off',
  // Who is to be asked is who runs the installation, and that is not known to what is installed.
  'info-contact': 'off',
  // OpenAPI 3.1 has an identifier of the license or an address of it, and here it is the identifier.
  'license-url': 'off',
  // The tags stand in the order in which somebody who is new reads them; the objects follow in the tenant's own.
  'openapi-tags-alphabetical': 'off',
};
