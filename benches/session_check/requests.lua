-- For wrk: sends the requests of a file in turn. The first line of the file is the path. Each further line is one request: its
-- headers, with tabs between them.
local requests, sent = {}, 0

function init(arguments)
  local file = assert(io.open(arguments[1]))
  local path = file:read("*l")
  for line in file:lines() do
    local headers = {}
    for name, value in line:gmatch("([^\t:]+): ([^\t]*)") do
      headers[name] = value
    end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  sent = sent + 1
  return requests[(sent - 1) % #requests + 1]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format("measured: %d %d %d %d", summary.requests, summary.duration, latency:percentile(99), failed))
end
