/** One line of `doctor`. A hint says what to do about anything that is not ok. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly hint?: string;
}

export function ok(name: string, detail: string): Check {
  return { name, status: 'ok', detail };
}

export function warn(name: string, detail: string, hint: string): Check {
  return { name, status: 'warn', detail, hint };
}

export function fail(name: string, detail: string, hint: string): Check {
  return { name, status: 'fail', detail, hint };
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
