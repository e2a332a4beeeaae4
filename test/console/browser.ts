import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

// Unpacking takes some seconds, so it is done once for each installation of the packages.
const folder = fileURLToPath(new URL('../../node_modules/.cache/parley-browser/', import.meta.url));

// The package unpacks into the directory for temporary files, and the libraries that a bare machine lacks only where it
// takes itself to be on AWS.
const unpack = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";

/** The letters of the package, and those of the machine. */
const fonts = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(folder, 'fonts')}</dir><dir>/usr/share/fonts</dir><cachedir>${join(folder, 'font-cache')}</cachedir></fontconfig>
`;

/** Where the browser of the npm package lies, unpacked. */
function browserFolder(): string {
  if (existsSync(folder)) return folder;
  const fresh = `${folder.replace(/\/$/, '')}-${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  execFileSync(process.execPath, ['-e', unpack], {
    env: { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  });
  writeFileSync(join(fresh, 'fonts', 'fonts.conf'), fonts);
  try {
    renameSync(fresh, folder);
  } catch {
    // Another process was quicker.
    rmSync(fresh, { recursive: true });
  }
  return folder;
}

/** Starts a real browser that needs nothing installed. */
export function launchBrowser(): Promise<Browser> {
  const place = browserFolder();
  return chromium.launch({
    executablePath: join(place, 'chromium'),
    // Tests run as root in containers, with little shared memory and no graphics.
    args: ['--no-sandbox', '--no-zygote', '--disable-dev-shm-usage', '--disable-gpu', '--in-process-gpu'],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(place, 'al2023', 'lib'),
      FONTCONFIG_PATH: join(place, 'fonts'),
    },
  });
}
