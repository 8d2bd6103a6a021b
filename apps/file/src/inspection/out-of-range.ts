/** Whether a Buffer was read beyond its end. */
export function isOutOfRange(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_OUT_OF_RANGE' || code === 'ERR_BUFFER_OUT_OF_BOUNDS';
}
