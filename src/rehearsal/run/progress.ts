/** Shows how far a run is, on stderr: a bar on a terminal, elsewhere a plain line at every tenth. Silent without a stream. */
export const progress = (total: number, stream: NodeJS.WriteStream | undefined) => {
  let shown = -1;
  const width = 30;
  return {
    at: (doneCount: number, moment: string): void => {
      if (!stream || total === 0) return;
      const part = doneCount / total;
      if (stream.isTTY) {
        const filled = Math.round(part * width);
        stream.write(`\r${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${doneCount}/${total}  ${moment} `);
      } else if (Math.floor(part * 10) > shown) {
        shown = Math.floor(part * 10);
        stream.write(`${doneCount} of ${total} done; the campaign's clock shows ${moment}\n`);
      }
    },
    end: (): void => {
      if (stream?.isTTY) stream.write('\n');
    },
  };
};
