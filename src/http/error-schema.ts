import { z } from 'zod';

/** The body of every error answer (contract, section 1.3). */
export const errorBody = z
  .object({
    error: z.object({
      code: z.string().meta({ description: 'The kind of error, for programs.', example: 'bad_request' }),
      message: z.string().meta({ description: 'What was asked, what was found, what would be valid.' }),
      details: z
        .array(z.object({ field: z.string(), reason: z.string() }))
        .nullable()
        .meta({ description: 'The faults of an input, each with the path of its field.' }),
    }),
  })
  .meta({
    id: 'Error',
    example: {
      error: {
        code: 'bad_request',
        message: 'limit: Too big: expected number to be <=1000',
        details: [{ field: 'limit', reason: 'Too big: expected number to be <=1000' }],
      },
    },
  });
