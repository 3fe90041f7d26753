/** One line of `doctor`: what was looked at, whether it is as it should be, and what was seen or how to mend it. */
export type Check = { readonly name: string; readonly ok: boolean; readonly detail: string };

/** Turns what a look-up throws into a red line with its words. */
export const checked = async (name: string, look: () => Promise<string>): Promise<Check> => {
  try {
    return { name, ok: true, detail: await look() };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
};
