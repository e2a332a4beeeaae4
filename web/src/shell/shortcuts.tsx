import { Group, Kbd, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Dialog } from './dialog.tsx';
import { useWords } from './words.ts';

/** What a key does on a page. */
export interface Shortcut {
  /** As `KeyboardEvent.key` names it. */
  key: string;
  /** What it does, for the list. */
  words: string;
  run(): void;
}

interface Registry {
  add(shortcuts: readonly Shortcut[]): () => void;
}

const RegistryContext = createContext<Registry | null>(null);
const ShownContext = createContext<readonly Shortcut[]>([]);

/** Whether keys are letters of something that is being written. */
function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Runs the shortcuts of whatever is on the page; the latest one that wants a key gets it. */
export function ShortcutProvider({ children }: { children: ReactNode }) {
  const [sets, setSets] = useState<readonly (readonly Shortcut[])[]>([]);
  const registry = useMemo<Registry>(
    () => ({
      add(shortcuts) {
        setSets((known) => [...known, shortcuts]);
        return () => setSets((known) => known.filter((one) => one !== shortcuts));
      },
    }),
    [],
  );
  const press = useEffectEvent((event: KeyboardEvent) => {
    const isModified = event.ctrlKey || event.metaKey || event.altKey;
    if (event.defaultPrevented || isModified || isWriting(event.target)) return;
    if (document.querySelector('[role=dialog]')) return;
    const shortcut = sets.flat().findLast(({ key }) => key === event.key);
    if (!shortcut) return;
    event.preventDefault();
    shortcut.run();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
  const shown = useMemo(() => sets.flat(), [sets]);
  return (
    <RegistryContext value={registry}>
      <ShownContext value={shown}>{children}</ShownContext>
    </RegistryContext>
  );
}

/** Gives keys a meaning while this component is shown. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const registry = useContext(RegistryContext);
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const names = shortcuts.map(({ key, words }) => `${key} ${words}`).join('\n');
  useEffect(() => {
    const stable = names.split('\n').map((name) => {
      const [key = '', ...words] = name.split(' ');
      return {
        key,
        words: words.join(' '),
        run: () => latest.current.find((one) => one.key === key)?.run(),
      };
    });
    return registry?.add(stable);
  }, [registry, names]);
}

/** The list of what keys do, behind `?`. */
export function ShortcutHelp() {
  const say = useWords();
  const [isOpen, { open, close }] = useDisclosure(false);
  useShortcuts([{ key: '?', words: say('shortcut_help'), run: open }]);
  const shown = useContext(ShownContext);
  return (
    <Dialog opened={isOpen} onClose={close} title={say('shortcuts')}>
      <Stack gap="xs">
        {shown.map(({ key, words }) => (
          <Group key={key} justify="space-between">
            <Text>{words}</Text>
            <Kbd>{key}</Kbd>
          </Group>
        ))}
      </Stack>
    </Dialog>
  );
}
