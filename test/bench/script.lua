-- For wrk(1): GETs the paths in the file of the first argument one after the other, with the Connection header of the second
-- argument; prints what came of it as one line of JSON.
local requests = {}
local at = 0

function init(args)
  local headers = { ["Host"] = "10.77.0.1:9873", ["User-Agent"] = "iPXE/1.21.1", ["Connection"] = args[2] }
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"failed":%d,"p50":%.3f,"p99":%.3f}\n',
    summary.requests, summary.duration / 1e6, failed, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3
  ))
end
