import { AppShell, Box, Burger, Group, NavLink } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import '@mantine/notifications/styles.css';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { may, useSession } from '../session/session.ts';
import classes from './layout.module.css';
import { Logo } from './logo.tsx';
import { type Place, places } from './navigation.ts';
import { ShortcutHelp, ShortcutProvider } from './shortcuts.tsx';
import { UserMenu } from './user-menu.tsx';
import { useWords } from './words.ts';

/** The frame around all pages: navigation at the side, on a phone behind a button. */
export function Layout() {
  const say = useWords();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  return (
    <ShortcutProvider>
      <a className="skip" href="#content">
        {say('skip')}
      </a>
      <AppShell
        header={{ height: { base: 44, sm: 0 } }}
        navbar={{ width: 196, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
        padding={0}
      >
        <AppShell.Header hiddenFrom="sm" className={classes.header}>
          <Group h="100%" px="xs" gap="xs">
            <Burger opened={isOpen} onClick={toggle} size="sm" aria-label={say('open_navigation')} />
            <Logo />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar className={classes.navigation} aria-label={say('navigation')}>
          <Navigation onGo={close} />
        </AppShell.Navbar>
        <AppShell.Main className={classes.main} id="content" tabIndex={-1}>
          <Outlet />
        </AppShell.Main>
      </AppShell>
      <ShortcutHelp />
      <Notifications position="bottom-right" />
    </ShortcutProvider>
  );
}

function Navigation({ onGo }: { onGo: () => void }) {
  const session = useSession();
  return (
    <>
      <Box visibleFrom="sm" px="sm" pt="sm" pb="xs">
        <Logo />
      </Box>
      <Box className={classes.places}>
        {places.map((group) => (
          <div key={group[0]?.path} className={classes.group}>
            {group
              .filter(({ scope, isHere }) => may(session, scope) && isHere?.() !== false)
              .map((place) => (
                <PlaceLink key={place.path} place={place} onGo={onGo} />
              ))}
          </div>
        ))}
      </Box>
      <UserMenu />
    </>
  );
}

function PlaceLink({ place: { path, word, icon: Icon }, onGo }: { place: Place; onGo: () => void }) {
  const say = useWords();
  const here = useRouterState({ select: ({ location }) => location.pathname });
  const isHere = path === '/' ? here === '/' : here === path || here.startsWith(`${path}/`);
  return (
    <NavLink
      component={Link}
      to={path}
      onClick={onGo}
      active={isHere}
      aria-current={isHere ? 'page' : undefined}
      label={say(word)}
      leftSection={<Icon size={17} stroke={1.6} />}
      className={classes.place}
    />
  );
}
