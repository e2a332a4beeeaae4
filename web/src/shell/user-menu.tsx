import { Menu, Text, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import IconCheck from '@tabler/icons-react/icons/IconCheck';
import IconLogout from '@tabler/icons-react/icons/IconLogout';
import IconSelector from '@tabler/icons-react/icons/IconSelector';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { chooseWorkspace } from '../api/hub.ts';
import { reading } from '../api/reading.ts';
import { chooseLanguage, type Language, languages } from '../language/language.ts';
import { signOut, useSession } from '../session/session.ts';
import classes from './user-menu.module.css';
import { useWords } from './words.ts';

/** Who is signed in and where; language, appearance, workspace, and the way out. */
export function UserMenu() {
  const say = useWords();
  const { member, workspace, installation } = useSession();
  const name = member?.name ?? say(installation ? 'installation' : 'service');
  return (
    <Menu position="top-start" width={220} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.button}>
          <span className={classes.names}>
            <VisuallyHidden>{say('signed_in_as', { name: '' })}</VisuallyHidden>
            <Text size="sm" fw={500} truncate>
              {name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {workspace.name}
            </Text>
          </span>
          <IconSelector size={15} stroke={1.6} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {installation && <WorkspaceItems />}
        <AppearanceItems />
        <LanguageItems />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} stroke={1.6} />} onClick={() => void signOut()}>
          {say('sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Choice({ isChosen, label, onChoose }: { isChosen: boolean; label: string; onChoose: () => void }) {
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={isChosen}
      closeMenuOnClick={false}
      rightSection={isChosen ? <IconCheck size={14} /> : null}
      onClick={onChoose}
    >
      {label}
    </Menu.Item>
  );
}

/** The key of the installation acts in any workspace. */
function WorkspaceItems() {
  const say = useWords();
  const { workspace } = useSession();
  const { data } = useQuery(reading('GET /api/v1/workspaces', { query: { limit: 200 } }));
  if (!data || data.data.length < 2) return null;
  return (
    <>
      <Menu.Label>{say('workspace')}</Menu.Label>
      {data.data.map(({ id, name }) => (
        <Choice key={id} label={name} isChosen={id === workspace.id} onChoose={() => chooseWorkspace(id)} />
      ))}
    </>
  );
}

function AppearanceItems() {
  const say = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>{say('appearance')}</Menu.Label>
      {(['auto', 'light', 'dark'] as const).map((scheme) => (
        <Choice
          key={scheme}
          label={say(scheme)}
          isChosen={colorScheme === scheme}
          onChoose={() => setColorScheme(scheme)}
        />
      ))}
    </>
  );
}

function LanguageItems() {
  const say = useWords();
  const { i18n } = useTranslation();
  return (
    <>
      <Menu.Label>{say('language')}</Menu.Label>
      {Object.entries(languages).map(([language, name]) => (
        <Choice
          key={language}
          label={name}
          isChosen={i18n.language === language}
          // The keys of the list are the languages.
          onChoose={() => chooseLanguage(language as Language)}
        />
      ))}
    </>
  );
}
