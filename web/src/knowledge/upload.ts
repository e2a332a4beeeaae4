import { refusalOf } from '../../../src/client/error.ts';
import type { AnswerOf } from '../../../src/client/index.ts';
import { chosenWorkspace } from '../api/hub.ts';

type Document = AnswerOf<'POST /api/v1/agent/knowledge/files'>;

/** Teaches the agent a file. The typed client sends JSON only, so the bytes go by themselves. @throws ParleyError */
export async function uploadKnowledge(file: File): Promise<Document> {
  const workspace = chosenWorkspace();
  const query = new URLSearchParams({ file_name: file.name });
  const form = new FormData();
  form.append('file', file);
  const response = await fetch(`/api/v1/agent/knowledge/files?${query}`, {
    method: 'POST',
    body: form,
    headers: { ...(workspace !== null && { 'parley-workspace': workspace }) },
  });
  if (!response.ok) throw await refusalOf(response);
  return response.json();
}
