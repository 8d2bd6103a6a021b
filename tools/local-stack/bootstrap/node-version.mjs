/** One sentence when this Node can't run the product, else undefined. CommonJS apps load ESM packages. */
export function wrongNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  const fits = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  return fits
    ? undefined
    : `Node ${version} is too old: install Node 20.19 or newer of the 20 line, 22.12 or newer (https://nodejs.org).`;
}
