import { z } from 'zod';
import { getProject, listProjects as listRecords, type ProjectRecord } from '../catalogue/projects.ts';
import { timestamp } from './dates.ts';
import { jsonEndpoint } from './endpoint.ts';
import { numberedPageQuery } from './pagination.ts';
import { found } from './path-params.ts';

const project = z
  .object({
    id: z.string(),
    name: z.string().meta({ description: 'A slug.' }),
    title: z.string().meta({ description: 'The display name.' }),
    org_id: z.string().meta({ description: 'The workspace, which is the tenant.' }),
    created_at: z.string(),
    updated_at: z.string(),
    metadata: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Project' });

const listedProject = project.extend({ members_count: z.int() }).meta({ id: 'ListedProject' });

/** `GET /v0/projects` */
export const listProjects = jsonEndpoint({
  name: 'listProjects',
  tag: 'Projects',
  summary: "List the caller's projects, newest first",
  query: numberedPageQuery,
  status: 200,
  reply: z.object({
    count: z.int().meta({ description: 'Projects in all, not on this page.' }),
    projects: z.array(listedProject),
  }),
  handle: async ({ services, caller, query }) => {
    const page = { pageNum: query.page_num, pageSize: query.page_size };
    const { count, projects } = await listRecords(services.database, caller.tenantId, page);
    // one tenant is one member of its own workspace: there are no users beside API keys
    return { count, projects: projects.map((record) => ({ ...present(record), members_count: 1 })) };
  },
});

/** `GET /v0/projects/{project_id}` */
export const readProject = jsonEndpoint({
  name: 'readProject',
  tag: 'Projects',
  summary: 'Read a project',
  status: 200,
  reply: z.object({ project }),
  refusals: [404],
  handle: async ({ services, caller, params: { project_id: id } }) => {
    const record = await getProject(services.database, caller.tenantId, id);
    return { project: present(found(record, 'project', id)) };
  },
});

function present(record: ProjectRecord): z.input<typeof project> {
  return {
    id: record.id,
    name: record.name,
    title: record.title,
    org_id: record.tenantId,
    created_at: timestamp(record.createdAt),
    updated_at: timestamp(record.updatedAt),
    metadata: { ...record.metadata },
  };
}
