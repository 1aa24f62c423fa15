import { LoaderFault } from '../fault.ts';

/** A kernel or initrd that iPXE fetched and holds. */
export interface IpxeImage {
  readonly name: string;
  readonly url: string;
  /** Its command line, without its name. */
  args: string;
}

/** How long a kernel's command line may be (`cmdline_size` of the boot protocol, `COMMAND_LINE_SIZE`), its end included. */
export const MOST_COMMAND_LINE = 2048;

/** The images iPXE holds, in the order in which they came. */
export class IpxeImages {
  #all: IpxeImage[] = [];
  #selected: IpxeImage | undefined;

  add(image: IpxeImage): void {
    this.#all.push(image);
  }

  select(image: IpxeImage): void {
    for (const one of this.#all) if (one === image) this.#selected = image;
  }

  get selected(): IpxeImage {
    if (this.#selected === undefined) throw new LoaderFault('no image is selected');
    return this.#selected;
  }

  named(name: string): IpxeImage {
    const found = this.#all.find((image) => image.name === name);
    if (found === undefined) throw new LoaderFault(`no image ${name}`);
    return found;
  }

  free(name?: string): void {
    if (name !== undefined) this.named(name);
    this.#all = name === undefined ? [] : this.#all.filter((image) => image.name !== name);
    if (this.#selected !== undefined && !this.#all.includes(this.#selected)) this.#selected = undefined;
  }

  /** BIOS and newer UEFI builds hand over whatever else there is. */
  get others(): readonly IpxeImage[] {
    return this.#all.filter((image) => image !== this.#selected);
  }
}
