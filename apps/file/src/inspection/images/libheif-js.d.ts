/** What of libheif-js this app uses; the package's own declarations leave out this entry point. */
declare module 'libheif-js/wasm-bundle.js' {
  export interface HeifImage {
    get_width(): number;
    get_height(): number;
    /** Calls back with null when the image can't be decoded. */
    display(
      target: { data: Uint8ClampedArray; width: number; height: number },
      done: (shown: { data: Uint8ClampedArray } | null) => void,
    ): void;
    free(): void;
  }

  export class HeifDecoder {
    decode(bytes: Uint8Array): HeifImage[];
  }
}
