import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The workflow code as one file, built with the package so that no worker starts a bundler. */
export function bundlePath(): string {
  const dist = import.meta.url.endsWith('.ts') ? '../../dist/' : '../';
  return fileURLToPath(new URL(`${dist}workflow-bundle.js`, import.meta.url));
}

/** Bundles the workflows that lie beside this file; a step of the build. */
export async function buildBundle(): Promise<void> {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../workflows/index.js', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  await writeFile(bundlePath(), code);
}
