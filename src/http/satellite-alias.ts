/** A body whose `satellite_id` may have been given under its older name, `lens_satellite_id`. */
export function satelliteAlias(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || 'satellite_id' in body || !('lens_satellite_id' in body))
    return body;
  return { ...body, satellite_id: body.lens_satellite_id };
}
