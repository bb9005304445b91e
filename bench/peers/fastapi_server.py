"""What a user would write instead: FastAPI + uvicorn + onnxruntime behind the Open Inference Protocol.

Without onnxruntime it still parses the request into an array and replies with as many numbers as it got rows: a bound
that the same server with a model cannot beat.

usage: fastapi_server.py MODEL.onnx PORT WORKERS
"""

import os
import sys

import numpy
from fastapi import FastAPI, Request
from fastapi.responses import Response

try:
    import orjson as json
except ImportError:
    import json

try:
    import onnxruntime
except ImportError:
    onnxruntime = None

app = FastAPI()
session = None


@app.on_event("startup")
def load():
    global session
    if onnxruntime:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(os.environ["MODEL"], options)


@app.post("/v2/models/{model}/infer")
async def infer(model: str, request: Request):
    body = json.loads(await request.body())
    tensor = body["inputs"][0]
    rows = numpy.asarray(tensor["data"], dtype=numpy.float32).reshape(tensor["shape"])
    if session:
        scores = session.run(None, {session.get_inputs()[0].name: rows})[-1]
        scores = numpy.asarray(scores)
    else:
        scores = numpy.full((rows.shape[0],), 0.5, dtype=numpy.float32)
    reply = {
        "model_name": model,
        "outputs": [
            {
                "name": "probability",
                "datatype": "FP32",
                "shape": list(scores.shape),
                "data": scores.ravel().tolist(),
            }
        ],
    }
    text = json.dumps(reply)
    return Response(text, media_type="application/json")


if __name__ == "__main__":
    import uvicorn

    os.environ["MODEL"] = sys.argv[1]
    uvicorn.run(
        "fastapi_server:app",
        host="127.0.0.1",
        port=int(sys.argv[2]),
        workers=int(sys.argv[3]),
        log_level="warning",
        app_dir=os.path.dirname(os.path.abspath(__file__)),
    )
