// Runs the word-count example through the library: submits the job, shows its progress, and prints where the result is.
import { createOrchestrator, JobConfig } from 'djc';

const orchestrator = await createOrchestrator({ local: true });
try {
  const job = await JobConfig.fromYaml(process.argv[2] ?? 'examples/word-count/job.yaml');
  const jobId = await orchestrator.submitJob(job);
  const summary = await orchestrator.waitForJob(jobId, {
    onStatus: ({ state, tasks }) =>
      console.error(`${state}: ${tasks.succeeded} of ${tasks.total} tasks`),
  });
  for (const { name, bytes } of summary.results) console.log(`${summary.output}/${name}\t${bytes}`);
} finally {
  await orchestrator.close();
}
