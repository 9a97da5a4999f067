"""Cases: complaints, suggestions and requests for information, worked on by staff."""
