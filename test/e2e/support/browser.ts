import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env.CNI_LAB_TEST_CHROMIUM ?? '/usr/bin/chromium';

/** A page in Debian's Chromium, and all that went wrong on it. */
export interface Opened {
  readonly page: Page;
  /** Messages of the console, errors of scripts, and requests for anything but the file itself. */
  readonly complaints: string[];
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

export async function openPage(
  browser: Browser,
  file: string,
  options: { width?: number; colorScheme?: 'light' | 'dark'; reducedMotion?: 'reduce' } = {},
): Promise<Opened> {
  const { width = 1280, ...media } = options;
  const page = await browser.newPage({ viewport: { width, height: 900 }, ...media });
  const complaints: string[] = [];
  const url = pathToFileURL(file).href;
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}
