import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { createQueries, isSignedOut } from '../api/reading.ts';
import { suggestLanguage } from '../language/language.ts';
import { startFeed } from '../live/feed.ts';
import { refreshBy } from '../live/refresh.ts';
import { takeKeyOfAddress, useSessionQuery, useSignIn } from '../session/session.ts';
import { SignInPage } from '../session/sign-in-page.tsx';
import { nonce } from './nonce.ts';
import { createConsoleRouter } from './router.tsx';
import { Loading } from './states.tsx';
import { colours, theme } from './theme.ts';

const queries = createQueries();
const router = createConsoleRouter();
const linkKey = takeKeyOfAddress();

/** The whole console. */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={colours}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <Gate />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Lets in whoever is signed in, and takes the key of a link once. */
function Gate() {
  const signIn = useSignIn();
  const [isFirst, setFirst] = useState(linkKey !== null);
  const { data: session, isPending, error } = useSessionQuery(!isFirst);
  const { mutate } = signIn;
  useEffect(() => {
    if (linkKey !== null) mutate(linkKey, { onSettled: () => setFirst(false) });
  }, [mutate]);
  const workspace = session?.workspace.id;
  const locale = session?.member?.locale ?? null;
  useEffect(() => {
    if (workspace === undefined) return;
    suggestLanguage(locale);
    const stopRefreshing = refreshBy(queries);
    const stop = startFeed(workspace);
    return () => {
      stop();
      stopRefreshing();
    };
  }, [workspace, locale]);
  if (session) return <RouterProvider router={router} />;
  if (isFirst || isPending) return <Loading />;
  return <SignInPage refusal={signIn.error ?? (isSignedOut(error) ? null : error)} />;
}
