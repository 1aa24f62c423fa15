import { imageErrors } from '../errors/image.ts';

/** Warewulf's rule for image names, with a letter or digit first so that no name is hidden, `.` or `..`. */
export function isImageName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/.test(name);
}

/** Throws `IMAGE_NAME_INVALID` for anything that is no image name; every path in the store is made from checked names. */
export function checkImageName(name: string): string {
  if (!isImageName(name)) throw imageErrors.nameInvalid(name);
  return name;
}
