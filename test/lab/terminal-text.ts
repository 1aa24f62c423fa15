/**
 * Turns what firmware and loaders write for a terminal into plain lines: colours, cursor movements and carriage
 * returns go, and a jump to another row becomes a new line. Feed it chunk by chunk.
 */
export function terminalText(): (chunk: string) => string {
  let pending = '';
  return (chunk) => {
    const text = pending + chunk;
    // An escape sequence cut in two by the chunk's end waits for the rest. ECMA-48 5.4: ESC [ parameters final.
    const cut = /\x1b(?:\[[0-9;?]*)?$|\r$/.exec(text)?.index ?? text.length;
    pending = text.slice(cut);
    return text
      .slice(0, cut)
      .replace(/\x1b\[(\d*)(?:;\d*)?H/g, '\n')
      .replace(/\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>78cDEHM]/g, '')
      .replace(/\r+\n/g, '\n')
      .replace(/\r/g, '\n')
      .replace(/[\0\x07]/g, '');
  };
}
