// Opens a page in headless Chromium, runs its steps and prints each; ends with 1 if one of them failed.
//
// usage: node drive.mjs NODE_MODULES CHROMIUM PROFILE URL      PROFILE: a new empty folder
import {createRequire} from 'node:module';
import path from 'node:path';

const [modules, executablePath, profile, url] = process.argv.slice(2);
const {chromium} = createRequire(path.join(modules, 'from-here.js'))('playwright-core');
const TIMEOUT_MS = 30_000;

const browser = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  chromiumSandbox: false,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync'],
});
let failed = 0;
try {
  console.log(`Chromium ${browser.browser()?.version() ?? ''} at ${url}`);
  const page = await browser.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  page.on('pageerror', error => {
    ++failed;
    console.log(`FAILED the page itself: ${error.stack}`);
  });
  await page.goto(url);
  const names = await page.evaluate(() => globalThis.steps.map(step => step.name));
  for (const [index, name] of names.entries()) {
    const fault = await page.evaluate(index => globalThis.runStep(index), index);
    console.log(fault === '' ? `ok     ${name}` : `FAILED ${name}: ${fault}`);
    if (fault !== '') ++failed;
  }
  console.log(`${names.length} steps, ${failed} failed`);
  if (names.length === 0) failed = 1;
} finally {
  await browser.close();
}
process.exitCode = failed === 0 ? 0 : 1;
