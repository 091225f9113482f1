import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isRunning, jobQuery, refreshModel, refreshRecords } from '@/api/queries';
import type { Job } from '@/api/types';
import type { ObjectDefinition } from '@/schema/metadata';

/** A job as it is by now; what it changed is asked for again when it has ended. */
export function useImportJob(object: ObjectDefinition, started: Job | null): Job | null {
  const client = useQueryClient();
  const id = started?.id ?? '';
  const query = useQuery({ ...jobQuery(id), enabled: started !== null });
  const job = query.data?.id === id ? query.data : started;
  const hasEnded = job !== null && !isRunning(job) && !job.parameters.dryRun;
  useEffect(() => {
    if (hasEnded) {
      void refreshModel(client);
      void refreshRecords(client, object.name);
    }
  }, [client, object.name, hasEnded, id]);
  return job;
}
