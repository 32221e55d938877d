package com.acme.matcher

import java.util.{Map => JMap}
import scala.concurrent.ExecutionContext.Implicits.global
import scala.concurrent.duration._
import scala.concurrent.{Await, Future}

case class Row(name: String, values: List[Int])

class MatchException(message: String, cause: Throwable) extends RuntimeException(message, cause)

object Features {
  // MORE
  def mean(values: Seq[Double]): Double = {
    if (values.isEmpty) throw new ArithmeticException("no values")
    values.sum / values.size
  }
}

trait Loading {
  def load(id: String): Row = throw new IllegalStateException(s"cannot load row $id")
}

/** Matches rows. The input's "task" says which part is executed. */
class Matcher extends Loading {
  private val limits = Map("age" -> 0, "name" -> 10)

  // MORE
  private def share(number: Int, limit: String): Int = number / limits(limit)

  private def loadTable(id: String): Row = throw new IllegalStateException(s"cannot load row $id")

  private def wrapped(text: String, request: String): Int =
    try text.toInt
    catch { case wrong: NumberFormatException => throw new MatchException(s"request $request is no match", wrong) }

  // MORE
  private def kind(any: Any): String = any match {
    case row: Row => row.name
    case number: Int => number.toString
  }

  private def walk(depth: Int): Int = 1 + walk(depth + 1)

  private def rows(number: Int): List[Int] =
    List(1, 2).map { i => List(number).map(j => if (i == 2) sys.error(s"row $j of $i") else j).sum }

  private def picked(words: List[String]): String = {
    def pick(rest: List[String]): String = rest.tail.head
    pick(words)
  }

  private def train(): Double = Features.mean(Nil)

  private def predict(): Double = Features.mean(Seq.empty) + 1

  // MORE
  private lazy val model: Row = throw new NoSuchElementException("model is not there")

  private def later(url: String): Int =
    Await.result(Future { throw new java.net.ConnectException(s"refused by $url"); 1 }, 5.seconds)

  def apply(input: JMap[String, String]): Any = input.get("task") match {
    case "share" => share(input.get("number").toInt, input.get("limit"))
    case "loadRow" => load(input.get("id"))
    case "loadTable" => loadTable(input.get("id"))
    case "wrapped" => wrapped(input.get("text"), input.get("request"))
    case "kind" => kind(input.get("word"))
    case "recursion" => walk(input.get("number").toInt)
    case "rows" => rows(input.get("number").toInt)
    case "picked" => picked(List(input.get("word")))
    case "train" => train()
    case "predict" => predict()
    case "lazy" => model.name
    case "later" => later(input.get("url"))
    case "userText" => throw new IllegalArgumentException(input.get("sentence"))
    case "require" => require(input.get("size").isEmpty, s"${input.get("size")} für ${input.get("email")}: zu groß")
    case "none" => Option.empty[Int].get
    case "fold" => (1 to 3).foldLeft(0)((sum, i) => sum + input.get("word").charAt(i + 90))
  }
}
