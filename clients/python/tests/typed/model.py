"""Says of each row what it holds, and adds up the numbers that are there."""


def feature(name, datatype, categories=(), optional=False):
    return {"name": name, "datatype": datatype, "shape": [-1], "features": [
        {"name": name, "categories": list(categories), "optional": optional}]}


SIGNATURE = {
    "inputs": [
        feature("age", "INT64"), feature("income", "FP64", optional=True), feature("member", "BOOL"),
        feature("region", "BYTES", ["north", "south"], optional=True), feature("since", "BYTES")],
    "outputs": [
        {"name": "sum", "datatype": "FP64", "shape": [-1], "meaning": "value", "classes": []},
        {"name": "said", "datatype": "BYTES", "shape": [-1], "meaning": "other", "classes": []}]}


def known(number):
    return float(number) if number == number else 0.0


def predict(data):
    rows = list(zip(*(list(data[name]) for name in ("age", "income", "member", "region", "since"))))
    return {
        "sum": [float(age) + known(income) + bool(member) for age, income, member, _, _ in rows],
        "said": ["%s|%s" % (region or "", since) for _, _, _, region, since in rows]}
