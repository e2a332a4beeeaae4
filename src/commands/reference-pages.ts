import { platforms } from '../platforms/index.ts';
import { printContent } from '../reference/content-page.ts';
import { printErrors } from '../reference/errors-page.ts';

/** The pages of `docs/` that are printed from what the platforms declare. */
export const referencePages = {
  errors: () => printErrors(platforms),
  content: () => printContent(platforms),
} as const;
