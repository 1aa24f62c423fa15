// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what this file is about.
/** A BIOS text screen is 80 columns wide, and SeaBIOS sends a line end where it wraps. */
const biosColumns = 80;

/** The operating system talks from here on, and does not wrap. */
const systemStarted = /Linux version|^\[ *\d+\.\d+\]|MUSTER-TEST-BEGIN|Welcome to|systemd\[1\]|login:/;

/**
 * Turns what firmware and loaders write for a terminal into plain lines: colours, cursor movements, erased text and
 * carriage returns go, a jump to another row becomes a new line, and lines that a BIOS wrapped are whole again. Feed it
 * chunk by chunk.
 */
export function terminalText(): (chunk: string) => string {
  let pending = '';
  let line = '';
  let wraps = false;

  const unwrap = (text: string): string => {
    let output = '';
    for (const piece of text.split(/(?<=\n)/)) {
      line += piece;
      if (line.startsWith('SeaBIOS (version')) wraps = true;
      if (systemStarted.test(line)) wraps = false;
      if (!piece.endsWith('\n')) {
        output += piece;
        continue;
      }
      output += wraps && line.length === biosColumns + 1 ? piece.slice(0, -1) : piece;
      line = '';
    }
    return output;
  };

  return (chunk) => {
    const text = pending + chunk;
    // A sequence cut in two by the chunk's end waits for the rest. ECMA-48 5.4: ESC [ parameters intermediates final.
    const cut = /(?:\x1b(?:\[[0-?]*[ -/]*)?|\r+|(?:\x08 ?)+)$/.exec(text)?.index ?? text.length;
    pending = text.slice(cut);
    const plain = text
      .slice(0, cut)
      .replace(/\x1b\[\d*(?:;\d*)?H/g, '\n')
      .replace(/\x1b\[[0-?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>78cDEHM]/g, '')
      // Backspace, blank, backspace: iPXE takes its invitation to press Ctrl-B back.
      .replace(/(?:\x08 \x08)+/g, '\n')
      .replace(/\r+\n/g, '\n')
      .replace(/\r/g, '\n')
      .replace(/[\0\x07\x08]/g, '');
    return unwrap(plain);
  };
}
