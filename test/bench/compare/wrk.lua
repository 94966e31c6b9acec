-- wrk script: asks for the paths of the file that PATHS names, one after the other, and prints one line of JSON
local paths = {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
local at = 0

request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end

done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format('JSON {"perSecond":%.3f,"p50Ms":%.4f,"p95Ms":%.4f,"count":%d,"bytes":%d,"errors":%d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    summary.requests, summary.bytes,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
