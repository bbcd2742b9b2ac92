// A service that answers every request; it is here to have a dependency.
const express = require("express");

const app = express();
app.get("/", (request, response) => response.json({ harbour: request.query.name || "unknown" }));
app.listen(3000);
