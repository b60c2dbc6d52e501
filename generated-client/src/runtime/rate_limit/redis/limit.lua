-- One sliding window that a fleet of processes shares, in the time of the store.
--
-- KEYS: places  sorted set, `number:request` -> when the entry expires
--       freeze  string, the milliseconds for which nobody sends; expires after them
-- ARGV: command, request, size, window, lease, and what the command needs
--
-- An entry is a request that was sent, or one that waits; the number is its position. A request may
-- be sent if fewer than `size` entries with lower numbers remain. So all entries up to the highest
-- number that was sent are at most `size`, whatever the order in which the processes ask.
--
-- Times are microseconds, except for the freeze. The data outlives its use by seconds only.

local places, freeze = KEYS[1], KEYS[2]
local command, request = ARGV[1], ARGV[2]
local size, window, lease = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

-- Windows that touch must not count as one, whichever side the server puts the edge on.
local edge = 1000
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
-- When a place expires: `near` if the response arrives now, `far` without a response.
local near, far = now + window + edge, now + 2 * window + edge
local latest = math.max(far, now + lease)

local entries, members, highest = {}, {}, 0
redis.call('ZREMRANGEBYSCORE', places, '-inf', now)
local all = redis.call('ZRANGE', places, 0, -1, 'WITHSCORES')
for index = 1, #all, 2 do
    local number, name = string.match(all[index], '^(%d+):(.*)$')
    number = tonumber(number)
    local expires = tonumber(all[index + 1])
    if expires > latest then
        -- The clock was put back since.
        expires = latest
        redis.call('ZADD', places, expires, all[index])
    end
    table.insert(entries, { number = number, expires = expires })
    members[name] = all[index]
    highest = math.max(highest, number)
end
local own = members[request]

local function frozen()
    local left, span = redis.call('PTTL', freeze), tonumber(redis.call('GET', freeze) or 0)
    if left > span then
        -- The clock was put back since.
        redis.call('PEXPIRE', freeze, span)
        left = span
    end
    return math.max(left, 0)
end

-- Takes a place and returns 0, or returns how long to wait before the next question.
local function take()
    own = own or string.format('%.0f:%s', math.max(now, highest + 1), request)
    local wait = frozen() * 1000
    if wait == 0 then
        local number, before = tonumber(string.match(own, '^%d+')), {}
        for _, entry in ipairs(entries) do
            if entry.number < number then
                table.insert(before, entry.expires)
            end
        end
        if #before < size then
            redis.call('ZADD', places, far, own)
            return 0
        end
        -- A response may free the place at any moment, but no earlier than `near`.
        table.sort(before)
        wait = math.min(before[#before - size + 1], near) - now
    end
    redis.call('ZADD', places, now + lease, own)
    return wait
end

local result = 0
if command == 'take' then
    result = take()
elseif command == 'release' and own then
    if tonumber(redis.call('ZSCORE', places, own)) > near then
        redis.call('ZADD', places, near, own)
    end
elseif command == 'leave' and own then
    redis.call('ZREM', places, own)
elseif command == 'freeze' then
    local span = math.ceil(ARGV[6] / 1000)
    if span > frozen() then
        redis.call('SET', freeze, span, 'PX', span)
    end
elseif command == 'restore' then
    -- A process returns, or the store does without its data: these requests were sent.
    for index = 6, #ARGV, 2 do
        local name = ARGV[index]
        redis.call('ZADD', places, now + ARGV[index + 1], members[name] or '0:' .. name)
    end
end
redis.call('PEXPIRE', places, math.ceil((latest - now) / 1000) + 1000)
return result
