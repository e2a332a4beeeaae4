import { CloseButton, Group, Progress, Text } from '@mantine/core';
import { currentLanguage } from '../../language/language.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { sizeInWords } from '../content/content.ts';
import { useWords } from '../words.ts';
import type { Attachment } from './attachments.ts';

/** The files of the next message, and how far they are. */
export function AttachmentList({
  attachments,
  onRemove,
}: {
  attachments: readonly Attachment[];
  onRemove: (key: string) => void;
}) {
  const say = useWords();
  return attachments.map(({ key, file, progress, mediaId, error }) => (
    <div key={key}>
      <Group gap="xs" wrap="nowrap">
        <Text size="sm" truncate flex={1}>
          {file.name} ({sizeInWords(file.size, currentLanguage())})
        </Text>
        {mediaId === null && error === null && (
          <Progress value={progress * 100} w={90} aria-label={`${file.name} ${say('uploading')}`} />
        )}
        <CloseButton size="sm" aria-label={`${say('remove')} ${file.name}`} onClick={() => onRemove(key)} />
      </Group>
      {error !== null && <ProblemNotice error={error} />}
    </div>
  ));
}
