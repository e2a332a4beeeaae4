import { ActionIcon, Menu } from '@mantine/core';
import IconPlus from '@tabler/icons-react/icons/IconPlus';
import IconSend2 from '@tabler/icons-react/icons/IconSend2';
import { type FormEvent, useState } from 'react';
import type { Deed } from './acting.ts';
import classes from './phone.module.css';
import type { PhonePlatform } from './simulator.ts';
import { useWords } from './words.ts';

// Bangkok's old town: a place that a map of any kind shows.
const samplePlace = { latitude: 13.7563, longitude: 100.5018, name: 'Bangkok' };

const samples = [
  { word: 'image', message: { type: 'image' } },
  { word: 'location', message: { type: 'location', ...samplePlace } },
  { word: 'sticker', message: { type: 'sticker' } },
  { word: 'audio', message: { type: 'voice' } },
  { word: 'video', message: { type: 'video' } },
  { word: 'file', message: { type: 'file' } },
] as const;

/** Instagram sends no positions. */
function samplesOf(platform: PhonePlatform) {
  return samples.filter(({ word }) => platform !== 'instagram' || word !== 'location');
}

/** Where the customer writes, or sends a sample of something else. */
export function PhoneComposer({
  platform,
  act,
  isBusy,
}: {
  platform: PhonePlatform;
  act: (deed: Deed) => void;
  isBusy: boolean;
}) {
  const say = useWords();
  const [text, setText] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    act({ message: { type: 'text', text }, kind: 'text', text });
    setText('');
  };
  return (
    <form className={classes.composer} onSubmit={send}>
      <Menu position="top-start">
        <Menu.Target>
          <ActionIcon className={classes.composerButton} aria-label={say('add')} disabled={isBusy}>
            <IconPlus size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {samplesOf(platform).map(({ word, message }) => (
            <Menu.Item key={word} onClick={() => act({ message, kind: word, text: '' })}>
              {say(word)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <input
        className={classes.field}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        placeholder={say('write')}
        aria-label={say('write')}
      />
      <ActionIcon type="submit" className={classes.composerButton} aria-label={say('send')}>
        <IconSend2 size={18} />
      </ActionIcon>
    </form>
  );
}
