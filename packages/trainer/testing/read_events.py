# Reads an event file by the published formats alone: TFRecord (tensorflow/core/lib/io/record_writer.h) and event.proto.
# Prints a line of JSON for each event: {"time", "step", "version", "status", "values"}; ends with 1 where a checksum is wrong.
import json, struct, sys

def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0x82f63b78 if crc & 1 else crc >> 1
    return crc ^ 0xffffffff

assert crc32c(b"123456789") == 0xe3069283  # the check value of CRC-32C

def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17 & 0xffffffff)) + 0xa282ead8) & 0xffffffff

def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            return value, at

def fields(data):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 1:
            value, at = struct.unpack("<d", data[at:at + 8])[0], at + 8
        elif kind == 5:
            value, at = struct.unpack("<f", data[at:at + 4])[0], at + 4
        elif kind == 2:
            size, at = varint(data, at)
            value, at = data[at:at + size], at + size
        else:
            raise ValueError(f"wire type {kind}")
        yield key >> 3, value

data, at = open(sys.argv[1], "rb").read(), 0
while at < len(data):
    head = data[at:at + 8]
    size, = struct.unpack("<Q", head)
    body = data[at + 12:at + 12 + size]
    sums = struct.unpack("<I", data[at + 8:at + 12]) + struct.unpack("<I", data[at + 12 + size:at + 16 + size])
    if sums != (masked(head), masked(body)):
        sys.exit(f"wrong checksum of the record at {at}")
    at += 16 + size
    event = {"time": 0, "step": 0, "version": "", "status": 0, "values": {}}
    for number, value in fields(body):
        if number == 1:
            event["time"] = value
        elif number == 2:
            event["step"] = value
        elif number == 3:
            event["version"] = value.decode()
        elif number == 7:
            event["status"] = dict(fields(value))[1]
        elif number == 5:
            for _, one in fields(value):
                parts = dict(fields(one))
                event["values"][parts[1].decode()] = parts[2]
    print(json.dumps(event))
