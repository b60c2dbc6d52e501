-- One sliding window that a fleet of processes shares, in the time of the store.
--
-- KEYS: places  sorted set, request -> moment at which its place is free
--       queue   sorted set, waiting call -> its number in line
--       leases  sorted set, waiting call -> moment at which it counts as gone
--       freeze  hash, `until` and `span`: nobody sends before, because the API said so
-- ARGV: command, token, size, window, lease, and what the command needs
--
-- All times are microseconds. The data outlives its use by seconds only.

local places, queue, leases, freeze = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local command, token = ARGV[1], ARGV[2]
local size, window, lease = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

-- Windows that touch must not count as one, whichever side the server puts the edge on.
local edge = 1000
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
-- The place of a request whose answer comes now is free then, and without an answer at `far`.
local near, far = now + window + edge, now + 2 * window + edge

local function members(key, from, to)
    return ipairs(redis.call('ZRANGEBYSCORE', key, from, to))
end

-- Past moments are over. Moments beyond what can be are there because the clock was put back.
local function tidy(key, latest)
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    for _, member in members(key, string.format('(%.0f', latest), '+inf') do
        redis.call('ZADD', key, latest, member)
    end
end

local function leave()
    redis.call('ZREM', queue, token)
    redis.call('ZREM', leases, token)
end

local function frozen()
    local state = redis.call('HMGET', freeze, 'until', 'span')
    if not state[1] then
        return 0
    end
    local left, span = state[1] - now, tonumber(state[2])
    if left > span then
        redis.call('HSET', freeze, 'until', now + span)
        left = span
    end
    return math.max(left, 0)
end

-- Takes a place and gives 0, or says how long it is worth waiting before asking again.
local function take()
    for _, gone in members(leases, '-inf', now) do
        redis.call('ZREM', queue, gone)
    end
    tidy(leases, now + lease)
    -- Asked again, because the answer was lost.
    if redis.call('ZSCORE', places, token) then
        return 0
    end
    if not redis.call('ZSCORE', queue, token) then
        local last = redis.call('ZREVRANGE', queue, 0, 0, 'WITHSCORES')
        redis.call('ZADD', queue, (last[2] or 0) + 1, token)
    end
    redis.call('ZADD', leases, now + lease, token)
    local wait = frozen()
    if wait > 0 then
        return wait
    end
    local ahead = redis.call('ZRANK', queue, token)
    local behind = ahead - (size - redis.call('ZCARD', places))
    if behind < 0 then
        redis.call('ZADD', places, far, token)
        leave()
        return 0
    end
    -- The place that is free when all before are served; while its request is on its way, an
    -- answer may come at any moment, but no earlier than now.
    local place = redis.call('ZRANGE', places, behind, behind, 'WITHSCORES')
    return math.min(tonumber(place[2] or near), near) - now
end

tidy(places, far)
local result = 0
if command == 'take' then
    result = take()
elseif command == 'release' then
    local score = redis.call('ZSCORE', places, token)
    if score and tonumber(score) > near then
        redis.call('ZADD', places, near, token)
    end
elseif command == 'leave' then
    -- What was never sent needs no place.
    leave()
    redis.call('ZREM', places, token)
elseif command == 'freeze' then
    local span = tonumber(ARGV[6])
    if span > frozen() then
        redis.call('HSET', freeze, 'until', now + span, 'span', span)
        redis.call('PEXPIRE', freeze, math.ceil(span / 1000) + 1000)
    end
elseif command == 'restore' then
    -- A process comes back, or the store does without its data: these places are in use.
    for index = 6, #ARGV, 2 do
        redis.call('ZADD', places, now + ARGV[index + 1], ARGV[index])
    end
else
    return redis.error_reply('unknown command')
end
redis.call('PEXPIRE', places, math.ceil((far - now) / 1000) + 1000)
redis.call('PEXPIRE', queue, math.ceil(lease / 1000) + 1000)
redis.call('PEXPIRE', leases, math.ceil(lease / 1000) + 1000)
return result
